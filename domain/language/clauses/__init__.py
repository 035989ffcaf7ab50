"""Clauses of a question, one module a meaning: each takes the words it knows and leaves the rest.

A clause is a function of the cursor that says whether it took something; `question.py` lists them in order.
"""
