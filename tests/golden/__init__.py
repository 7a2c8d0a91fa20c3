"""Pictures that were looked at and approved: what comes out of a printer must be these, dot for dot."""
