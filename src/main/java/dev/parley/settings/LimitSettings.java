package dev.parley.settings;

/**
 * How much may be asked for. Each limit is a bucket: so much at once, and so much comes back in a
 * minute. They hold for one process.
 *
 * @param enabled false switches them off, but {@code maxStreams} and {@code maxConnections}, for a
 *     load test
 * @param visitorBurst turns that a visitor may take at once
 * @param visitorPerMinute turns that he gets back
 * @param visitorTokensBurst what his answers may cost at once, in tokens of a language model
 * @param visitorTokensPerMinute tokens that he gets back
 * @param ipBurst turns that may come from one client's address at once
 * @param ipPerMinute turns that it gets back
 * @param ipTokensBurst what the answers to one address may cost at once, in tokens
 * @param ipTokensPerMinute tokens that it gets back
 * @param ipRequestsBurst requests of every kind that may come from one address at once
 * @param ipRequestsPerMinute requests that it gets back
 * @param domainBurst turns that may come to one domain at once
 * @param domainPerMinute turns that it gets back
 * @param domainTokensBurst what a domain's answers may cost at once, in tokens
 * @param domainTokensPerMinute tokens that it gets back
 * @param codesPerIpBurst codes by mail that may be asked for from one address at once
 * @param codesPerIpPerMinute codes that it gets back
 * @param maxStreamsPerVisitor answers that one visitor may hear at the same time
 * @param maxStreamsPerIp answers that may go to one address at the same time
 * @param maxStreams answers that may be heard at the same time in all
 * @param maxConnectionsPerIp connections that may be open from one address
 * @param maxConnections connections that may be open in all; at most as many as the process may
 *     open files, less 400
 */
public record LimitSettings(
    boolean enabled,
    int visitorBurst,
    double visitorPerMinute,
    int visitorTokensBurst,
    double visitorTokensPerMinute,
    int ipBurst,
    double ipPerMinute,
    int ipTokensBurst,
    double ipTokensPerMinute,
    int ipRequestsBurst,
    double ipRequestsPerMinute,
    int domainBurst,
    double domainPerMinute,
    int domainTokensBurst,
    double domainTokensPerMinute,
    int codesPerIpBurst,
    double codesPerIpPerMinute,
    int maxStreamsPerVisitor,
    int maxStreamsPerIp,
    int maxStreams,
    int maxConnectionsPerIp,
    int maxConnections) {}
