"""The reference pages of the two ways in: the command and the API with its console."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Any, get_type_hints

import typer
from layout import bounds, code, grid, page

from serving import pages
from serving.app import create_app
from serving.cli import app


def command_page() -> str:
    """Return the help of every command."""
    group: Any = typer.main.get_command(app)
    sections = [_command_section(name, command) for name, command in _commands("bina", group)]
    return page(
        "The command bina",
        "serving/cli.py",
        str(group.help),
        "Exit codes: 0 done, 1 prevented (one line says what is missing and the way out), 2 the"
        " command was written wrongly. Long commands tell their progress on the error stream.",
        *sections,
    )


def _commands(name: str, group: Any) -> Iterator[tuple[str, Any]]:
    for own, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _commands(f"{name} {own}", command)
        else:
            yield f"{name} {own}", command


def _command_section(name: str, command: Any) -> str:
    hints = get_type_hints(inspect.unwrap(command.callback), include_extras=True)
    shown = [one for one in command.params if one.name in hints]
    arguments = [f"{one.name.upper()}" for one in shown if one.param_type_name == "argument"]
    rows = (_parameter(one, hints[one.name]) for one in shown)
    usage = " ".join([name, *arguments, "[OPTIONS]"])
    help_text = str(command.help).replace(r"\[", "[")
    parts = [f"## {name}", help_text, f"```\n{usage}\n```"]
    return "\n\n".join([*parts, grid(["name", "value", "default", "meaning"], rows)])


def _parameter(one: Any, hint: Any) -> list[str]:
    is_argument = one.param_type_name == "argument"
    name = one.name.upper() if is_argument else ", ".join(one.opts)
    default = "required" if one.required else _default(one.default)
    variable = f" Variable: `{one.envvar}`." if one.envvar else ""
    return [f"`{name}`", _value(hint), default, f"{one.help or ''}{variable}"]


def _default(value: object) -> str:
    return "" if value is None or value is False else f"`{value}`"


def _value(hint: Any) -> str:
    """Return what an option takes, from the annotation of the command's parameter."""
    words = {bool: "flag", int: "number", datetime: "day (YYYY-MM-DD)", Path: "path", str: "text"}
    found = str(hint.__origin__)
    word = next((words[kind] for kind in words if kind.__name__ in found), "text")
    info = hint.__metadata__[0]
    limits = bounds(info.min, info.max)
    return f"{word}, {limits}" if limits else word


def api_page() -> str:
    """Return the routes of the API with their answers, and the pages of the console."""
    contract = create_app(Path("no-home")).openapi()
    schemas: Mapping[str, Any] = contract["components"]["schemas"]
    routes = [
        _route_section(f"{method.upper()} {path}", route)
        for path, methods in contract["paths"].items()
        for method, route in methods.items()
    ]
    shapes = [_schema_section(name, schemas[name]) for name in sorted(schemas)]
    return page(
        "API and pages",
        "serving/app.py",
        "The full description for programs is at `/v1/openapi.json` of a running installation,"
        " after signing in. Errors have one shape, `ProblemOut`. Who may call what is in"
        " [Permissions](permissions.md).",
        "## Routes",
        *routes,
        "## Shapes of answers",
        *shapes,
        "## Pages of the console",
        grid(["page", "method", "what it does"], _console_rows()),
    )


def _route_section(name: str, route: Mapping[str, Any]) -> str:
    parts = [f"### {name}", str(route["description"])]
    parameters = route.get("parameters", [])
    if parameters:
        rows = (
            [f"`{p['name']}`", p["in"], _given(p), p.get("description", "")] for p in parameters
        )
        parts.append(grid(["parameter", "in", "default", "meaning"], rows))
    body = route.get("requestBody")
    takes = f"Takes {_shape(body['content']['application/json']['schema'])}. " if body else ""
    answer = route["responses"]["200"]["content"]["application/json"]["schema"]
    problems = ", ".join(code for code in route["responses"] if code != "200")
    parts.append(
        f"{takes}Answers {_shape(answer)}." + (f" Problems: {problems}." if problems else "")
    )
    return "\n\n".join(parts)


def _given(parameter: Mapping[str, Any]) -> str:
    if parameter.get("required"):
        return "required"
    return str(parameter["schema"].get("default", ""))


def _schema_section(name: str, schema: Mapping[str, Any]) -> str:
    rows = (
        [f"`{field}`", _shape(kind), str(kind.get("description", ""))]
        for field, kind in schema["properties"].items()
    )
    about = str(schema.get("description", ""))
    return "\n\n".join([f"### {name}", about, grid(["field", "kind", "meaning"], rows)])


def _shape(schema: Mapping[str, Any]) -> str:
    """Return a schema in a few words."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in schema:
        return " or ".join(_shape(one) for one in schema["anyOf"])
    if "enum" in schema:
        return "one of " + code(schema["enum"])
    if schema.get("type") == "array":
        return f"list of {_shape(schema.get('items', {}))}"
    return str(schema.get("format", schema.get("type", "any")))


def _console_rows() -> Iterator[list[str]]:
    modules = {one.__name__: one for one in vars(pages).values() if isinstance(one, ModuleType)}
    for name in sorted(modules):
        for route in modules[name].router.routes:
            meaning = (inspect.getdoc(route.endpoint) or "").splitlines()[0]
            yield [f"`{route.path}`", ", ".join(sorted(route.methods)), meaning]
