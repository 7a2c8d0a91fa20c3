"""The service desk: repairs, complaints, questions about a bill, warranty; and what shoppers say of their visit."""
