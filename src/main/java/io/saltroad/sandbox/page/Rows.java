package io.saltroad.sandbox.page;

/** The rows of a table in HTML; every text is escaped. */
final class Rows {

    private final StringBuilder html = new StringBuilder();
    private String next = "";

    /** Names the class of the row that is added next. */
    Rows mark(String cssClass) {
        next = cssClass;
        return this;
    }

    void add(String... cells) {
        html.append(next.isEmpty() ? "<tr>" : "<tr class=\"" + escaped(next) + "\">");
        for (String cell : cells) {
            html.append("<td>").append(escaped(cell)).append("</td>");
        }
        html.append("</tr>\n");
        next = "";
    }

    String html(String ifEmpty) {
        return html.isEmpty()
                ? "<tr><td class=\"none\" colspan=\"8\">" + escaped(ifEmpty) + "</td></tr>\n"
                : html.toString();
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("{", "&#123;");
    }
}
