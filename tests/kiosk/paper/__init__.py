"""The paper of a counter: layouts, queue, printers."""
