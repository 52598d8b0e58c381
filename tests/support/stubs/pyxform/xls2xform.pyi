from collections.abc import Mapping

class ConvertResult:
    xform: str
    warnings: list[str]
    itemsets: str | None

def convert(
    xlsform: Mapping[str, object] | bytes,
    warnings: list[str] | None = ...,
    validate: bool = ...,
    pretty_print: bool = ...,
    enketo: bool = ...,
    form_name: str | None = ...,
    default_language: str | None = ...,
    file_type: str | None = ...,
) -> ConvertResult: ...
