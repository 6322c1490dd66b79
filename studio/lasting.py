"""Imported first by a process that workers are forked from: what it imports stays for good, and is not looked through for rubbish."""

import gc

gc.disable()
