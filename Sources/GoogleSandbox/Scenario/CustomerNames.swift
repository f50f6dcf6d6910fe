/// What customers are called: plain names mostly, and those that spoil careless output.
enum CustomerNames {
    /// Wide, joined, right to left, or written to be taken for markup, quoting or a command.
    static let unusual: [String] = [
        "株式会社サンプル広告", "한국광고 주식회사", "廣告有限公司（台北）", "🚀 Raketen GmbH 🛰️", "👩‍👩‍👧‍👦 Familie & Söhne", "🇩🇪🇫🇷 Grenzenlos",
        "شركة الإعلانات المتحدة", "חברת פרסום בע״מ", "\u{202E}etihw ni neddiH\u{202C}", "<script>alert(1)</script>",
        "</script><img src=x onerror=alert(1)>", "<!-- ]]> --> &amp; &lt;b&gt;", #""Quoted" & 'Sons'"#,
        #"C:\ads\new\table"#,
        "$(reboot); `id` | tee", "=HYPERLINK(\"http://127.0.0.1\")", "Zażółć gęślą jaźń",
        "e\u{301}te\u{301} decomposed",
        "zero\u{200B}width\u{FEFF}", "   leading and trailing   ", "Z\u{351}\u{36B}\u{343}a\u{334}l\u{335}g\u{322}o",
        "Bell\u{7}\u{1B}[31mred", String(repeating: "Very long ", count: 25),
    ]

    private static let first = ["Nord", "Alpen", "Hansa", "Prima", "Lumen", "Terra", "Vela", "Orbis", "Polar", "Mira"]
    private static let second = ["Reisen", "Möbel", "Shoes", "Pharma", "Books", "Energie", "Foods", "Bikes", "Hotels"]

    /// A name: every ninth an unusual one, in turn, and now and then none.
    static func name(at index: Int, _ randomness: inout SeededRandomness) -> String? {
        if index % 9 == 4 { return unusual[index / 9 % unusual.count] }
        if index % 97 == 50 { return nil }
        let words = [first, second].map { list in list[Int.random(in: 0..<list.count, using: &randomness)] }
        return "\(words[0]) \(words[1]) \(index)"
    }
}
