/**
 * What the demo delivers. {@link io.saltroad.demo.DemoFolder} is the place on disk where a demo
 * happens; {@link io.saltroad.demo.DemoExports} drops the exports there: real ones from the
 * resources beside this package, whose README names their origin and licences, and a large one made
 * by {@link io.saltroad.demo.CustomerGenerator}, which tests and benchmarks use too.
 */
package io.saltroad.demo;
