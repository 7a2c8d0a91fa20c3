"""The basket, the ways to pay, the receipt, and the way back."""
