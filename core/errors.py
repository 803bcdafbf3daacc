"""The two ways to end early. The command line prints the message as one line and exits with the code."""


class PantauError(Exception):
    """Something failed; the message names what, where and the remedy in one line. Exit code 1."""

    exit_code = 1


class UsageError(PantauError):
    """What was asked can't be done as asked: a wrong option, file, column or setting. Exit code 2."""

    exit_code = 2
