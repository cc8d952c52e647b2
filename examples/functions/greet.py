"""Greets whoever calls."""


def handler(event, context):
    name = event.get("name") or "world"
    return {"statusCode": 200, "body": f"Hello, {name}!"}
