/**
 * Measures how fast exports are read, mapped and cut. Run them with the test classes on the class
 * path: {@code java -cp target/test-classes:target/classes:<dependencies> org.openjdk.jmh.Main}.
 */
package io.saltroad.bench;
