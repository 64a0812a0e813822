package io.saltroad.chunk;

/**
 * Which records of an export are left out of its chunks, and who is told.
 *
 * @param keyColumn the target column of their key; without regard to case
 */
public record LeavingOut(String keyColumn, LeftOutLines lines, LeftOutRecords told) {}
