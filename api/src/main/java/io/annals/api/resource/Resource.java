package io.annals.api.resource;

/** What the registry keeps, and what an operation leads to. */
public sealed interface Resource permits Function, Workflow, Outcome {}
