import Credentials
import Foundation
import Testing

struct JSONWriterTests {
    @Test func `fields come in the order in which they are told`() {
        var writer = JSONWriter()
        writer.object { writer in
            writer.field("text", "a")
            writer.field("nothing", nil as String?)
            writer.field("number", Int64.min)
            writer.field("none", nil as Int64?)
            writer.field("list", ["a", "b"])
            writer.field("empty", [String]())
            writer.field("labels", ["b": "2", "a": "1"])
            writer.key("flag")
            writer.bool(true)
            writer.key("nested")
            writer.array([[1, 2], []]) { numbers, writer in writer.array(numbers) { $1.integer($0) } }
            writer.key("null")
            writer.null()
        }
        let expected =
            #"{"text":"a","nothing":null,"number":-9223372036854775808,"none":null,"list":["a","b"],"empty":[],"#
            + #""labels":{"a":"1","b":"2"},"flag":true,"nested":[[1,2],[]],"null":null}"#
        #expect(String(decoding: writer.bytes, as: UTF8.self) == expected)
    }

    @Test(arguments: [
        ("", #""""#), ("\"", #""\"""#), ("\\", #""\\""#), ("/", #""/""#), ("\n", #""\n""#), ("\t", #""\u0009""#),
        ("\u{0}\u{1f}\u{7f}", #""\u0000\u001f\u007f""#), ("é😀\u{2028}", "\"é😀\u{2028}\""),
    ])
    func `what JSON forbids is escaped, and nothing more`(text: String, json: String) {
        var writer = JSONWriter()
        writer.string(text)
        #expect(String(decoding: writer.bytes, as: UTF8.self) == json)
    }

    @Test func `what a caller does not want is escaped too, in UTF-16`() {
        var writer = JSONWriter { $0 == "\u{9b}" || $0 == "😀" }
        writer.string("a\u{9b}é😀")
        #expect(String(decoding: writer.bytes, as: UTF8.self) == #""a\u009bé\ud83d\ude00""#)
    }

    @Test func `what a caller does not want is escaped where all else is plain, too`() {
        var writer = JSONWriter { $0 == "<" }
        writer.string("</script>")
        #expect(String(decoding: writer.bytes, as: UTF8.self) == #""\u003c/script>""#)
    }

    @Test func `every scalar below U+0800 is read back, by this reader and by Foundation's`() throws {
        let text = String(String.UnicodeScalarView((0..<0x800).compactMap(UnicodeScalar.init)))
        var writer = JSONWriter()
        writer.array([text]) { $1.string($0) }
        var reader = JSONReader(writer.bytes)
        try reader.array { (reader) throws(JSONReader.Malformed) in
            #expect(try reader.string().unicodeScalars.elementsEqual(text.unicodeScalars))
        }
        let decoded = try JSONDecoder().decode([String].self, from: Data(writer.bytes))
        #expect(decoded.first?.unicodeScalars.elementsEqual(text.unicodeScalars) == true)
    }
}
