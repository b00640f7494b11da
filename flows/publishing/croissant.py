"""`croissant.json`: the release in MLCommons Croissant, which search engines for datasets and loaders read."""

from typing import Any

from flows.publishing.facts import ABSTRACT, KEYWORDS, LICENSE_URL, PACKAGE_NAME, ReleaseFacts
from flows.publishing.parquet import TableFile
from schemas import RELEASE_TABLES, TITLE
from schemas.derive import Column, description, primary_key, release_columns

_TYPES = {
    "string": "sc:Text",
    "list<string>": "sc:Text",
    "int32": "cr:Int32",
    "int64": "cr:Int64",
    "float64": "cr:Float64",
    "boolean": "sc:Boolean",
    "date": "sc:Date",
}
_CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "arrayShape": "cr:arrayShape",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "containedIn": "cr:containedIn",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isArray": "cr:isArray",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}


def croissant(facts: ReleaseFacts) -> dict[str, Any]:
    """Return the descriptor: a file and a record set a table; files are named relative to it."""
    dataset: dict[str, Any] = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": PACKAGE_NAME,
        "alternateName": TITLE,
        "description": ABSTRACT,
        "version": facts.version,
        "license": LICENSE_URL,
        "url": "./",
        "keywords": list(KEYWORDS),
        "inLanguage": "en",
        "citeAs": citation(facts),
        "creator": {"@type": "sc:Organization", "name": f"The {PACKAGE_NAME} authors"},
        "isLiveDataset": False,
        "distribution": [_file(file) for file in facts.tables],
        "recordSet": [_record_set(table) for table in RELEASE_TABLES],
    }
    return dataset | ({"datePublished": facts.date} if facts.date else {})


def citation(facts: ReleaseFacts) -> str:
    """Return the release as a reference in words."""
    year = f" ({facts.date[:4]})" if facts.date else ""
    return f"The {PACKAGE_NAME} authors{year}. {TITLE}, version {facts.version}. CC BY 4.0."


def _file(file: TableFile) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": file.name,
        "name": file.name,
        "description": description(file.table),
        "contentUrl": file.name,
        "contentSize": f"{file.bytes} B",
        "encodingFormat": "application/x-parquet",
        "sha256": file.sha256,
    }


def _record_set(table: str) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": table,
        "name": table,
        "description": description(table),
        "key": [{"@id": f"{table}/{name}"} for name in primary_key(table)],
        "field": [_field(table, column) for column in release_columns(table)],
    }


def _field(table: str, column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": f"{table}/{column.name}",
        "name": column.name,
        "description": column.told,
        "dataType": _TYPES[column.type],
        "source": {"fileObject": {"@id": f"{table}.parquet"}, "extract": {"column": column.name}},
    }
    if column.type.startswith("list"):
        field["repeated"] = True
    elif column.references and not column.references.startswith(f"{table}."):
        # Loaders follow references as they build a table, so these may not lead in a circle.
        field["references"] = {"field": {"@id": column.references.replace(".", "/")}}
    return field
