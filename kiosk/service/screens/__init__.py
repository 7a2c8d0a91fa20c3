"""The call as a shopper sees it, and as colleagues do."""
