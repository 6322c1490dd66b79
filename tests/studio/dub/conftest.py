from tests.chat_server import serve

__all__ = ["serve"]
