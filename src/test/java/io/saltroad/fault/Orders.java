package io.saltroad.fault;

import io.saltroad.TestFeed;
import java.util.Locale;

/** Exports for Data Cloud, and the feeds that they go through. */
final class Orders {

    /** Records beside those that are to be deleted. */
    static final int OTHERS = 5;

    private static final String FIELDS =
            """
            order_no: { type: string }
            freight: { type: number }
            ship_name: { type: string }
            """;

    private Orders() {}

    static TestFeed feed(Way way, String sink) {
        return TestFeed.named(way.feed()).checkedBy("orders", FIELDS).into(way.kamelet(), sink);
    }

    /** The first record comes twice: the later one counts. */
    static String export(int records) {
        StringBuilder csv = new StringBuilder("order_no,freight,ship_name\n");
        csv.append(RequestKind.key(0)).append(",99,the order as it was\n");
        for (int i = 0; i < records; i++) {
            csv.append(RequestKind.key(i)).append(',').append(freight(i)).append(',');
            csv.append(name(i)).append('\n');
        }
        return csv.toString();
    }

    static String freight(int number) {
        return String.format(Locale.ROOT, "%d.5", number);
    }

    static String name(int number) {
        return "Müller & Söhne GmbH in a street with a long name " + number;
    }
}
