QUESTION_TYPE_DICT: dict[str, dict[str, object]]
