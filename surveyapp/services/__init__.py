"""Use cases: one function or class for each thing a person does. No Qt, no SQL, no Excel."""
