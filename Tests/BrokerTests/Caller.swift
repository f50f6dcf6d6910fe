import Foundation
import NIOCore
import NIOPosix

@testable import Broker

/// A client that speaks to the server, well or badly.
struct Caller: Sendable {
    let place: Place

    struct Reply: Sendable {
        let status: Int?
        let headers: [String: String]
        let body: String

        init(_ text: String) {
            // Swift counts CR LF as one character.
            let parts = text.split(separator: "\r\n\r\n", maxSplits: 1)
            let lines = (parts.first ?? "").split(separator: "\r\n")
            status = lines.first.flatMap { $0.split(separator: " ").dropFirst().first }.flatMap { Int($0) }
            headers = Dictionary(
                lines.dropFirst().map { line in
                    let sides = line.split(separator: ": ", maxSplits: 1)
                    return (sides[0].lowercased(), sides.count == 2 ? String(sides[1]) : "")
                }
            ) { $0 + ", " + $1 }
            body = parts.count == 2 ? String(parts[1]) : ""
        }

        /// A member of the JSON object that the body is.
        func json(_ key: String) -> String? {
            let object = try? JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any]
            return object?[key].map { "\($0)" }
        }
    }

    var port: Int {
        if case .loopback(let port) = place { port } else { 0 }
    }

    var host: String { "127.0.0.1:\(port)" }

    /// What a library of Google's sends.
    func get(_ target: String) async throws -> Reply {
        try await send(
            "GET \(target) HTTP/1.1\r\nHost: \(host)\r\nMetadata-Flavor: Google\r\nConnection: close\r\n\r\n"
        )
    }

    /// The default identity's token, in a path of its own.
    func token(_ query: String = "") async throws -> Reply {
        try await get("/computeMetadata/v1/instance/service-accounts/default/token\(query)")
    }

    /// The bytes of a request, and all that comes back until the other side closes.
    func send(_ text: String, thenShuts: Bool = false) async throws -> Reply {
        let channel: NIOAsyncChannel<ByteBuffer, ByteBuffer> = try await connect { channel in
            channel.eventLoop.makeCompletedFuture {
                try NIOAsyncChannel(
                    wrappingChannelSynchronously: channel,
                    configuration: .init(isOutboundHalfClosureEnabled: thenShuts)
                )
            }
        }
        return try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: text))
            if thenShuts { outbound.finish() }
            var reply = ""
            do {
                for try await bytes in inbound { reply += String(buffer: bytes) }
            } catch let error as IOError where error.errnoCode == ECONNRESET {
                // The other side did not read all that was sent; its answer came before that.
            }
            return Reply(reply)
        }
    }

    /// A connection that sends `text` and then stays open.
    func dawdle(after text: String) async throws -> any Channel {
        let channel = try await connect { channel in channel.eventLoop.makeSucceededFuture(channel) }
        try await channel.writeAndFlush(ByteBuffer(string: text))
        return channel
    }

    private func connect<Output: Sendable>(
        _ initializer: @escaping @Sendable (any Channel) -> EventLoopFuture<Output>
    ) async throws -> Output {
        let bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        switch place {
        case .loopback(let port):
            return try await bootstrap.connect(host: "127.0.0.1", port: port, channelInitializer: initializer)
        case .socket(let path):
            return try await bootstrap.connect(unixDomainSocketPath: path, channelInitializer: initializer)
        }
    }
}
