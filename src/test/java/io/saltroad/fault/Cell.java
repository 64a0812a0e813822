package io.saltroad.fault;

/**
 * One cell of the matrix.
 *
 * @param times how often the fault meets the request
 */
record Cell(RequestKind request, PlannedFault fault, int times) {}
