"""The code that runs inside the sandbox, on the untrusted side.

Nothing of the project is installed in there. The trusted side sends the source of these modules,
and of `autograder.sandbox.wire`, over a socket when the fork server starts (`autograder.sandbox.server`).
They may import the standard library, numpy and IPython only, and each other by their bare names.
"""
