import NIOCore
import NIOEmbedded
import Testing

@testable import Broker

@Suite(.timeLimit(.minutes(1)))
struct SeatsTests {
    private let seats = Seats(2)

    @Test func `the connection that has lain idle longest makes room`() async throws {
        let (first, second, third) = try await (connection(), connection(), connection())
        #expect(seats.take(first) && seats.take(second))
        seats.use(first, isBusy: true)
        seats.use(first, isBusy: false)
        #expect(seats.take(third))
        try await second.closeFuture.get()
        #expect(first.isActive && third.isActive)
    }

    @Test func `who waits for an answer keeps the seat`() async throws {
        let (first, second, third) = try await (connection(), connection(), connection())
        #expect(seats.take(first) && seats.take(second))
        seats.use(first, isBusy: true)
        #expect(seats.take(third))
        try await second.closeFuture.get()
        seats.use(third, isBusy: true)
        #expect(try await !seats.take(connection()))
        #expect(first.isActive && third.isActive)
    }

    @Test func `a seat that was left is free`() async throws {
        let (first, second, third) = try await (connection(), connection(), connection())
        #expect(seats.take(first) && seats.take(second))
        seats.leave(first)
        #expect(seats.take(third))
        #expect(first.isActive && second.isActive)
    }

    private func connection() async throws -> NIOAsyncTestingChannel {
        let channel = NIOAsyncTestingChannel()
        try await channel.connect(to: SocketAddress(unixDomainSocketPath: "/nowhere")).get()
        return channel
    }
}
