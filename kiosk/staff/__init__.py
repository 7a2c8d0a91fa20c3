"""Operators: who may do what at a till, who is signed in, who approved, and the audit of it."""
