"""Neural bodies: lips drawn by a network that the person brings."""
