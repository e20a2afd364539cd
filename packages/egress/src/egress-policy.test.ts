import { describe, expect, it } from 'vitest';
import { createEgressPolicy } from './egress-policy.ts';

const { checkUrl } = createEgressPolicy();
const refused = expect.objectContaining({ code: 'invalid_request', hint: expect.any(String) });

describe('addresses that may be asked for', () => {
  it.each([
    'https://example.com',
    'http://example.com/a?b=c#d',
    'https://example.com:8443/',
    'http://8.8.8.8/',
    'https://[2606:4700::1111]/',
    'https://example.com.',
    'https://xn--bcher-kva.example.org/',
  ])('%s', (url) => expect(checkUrl(url).href).toBe(new URL(url).href));
});

describe('addresses that are refused by their form', () => {
  it.each([
    ['no URL', 'example.com'],
    ['no URL', ''],
    ['file', 'file:///etc/passwd'],
    ['ftp', 'ftp://example.com/'],
    ['gopher', 'gopher://127.0.0.1:6379/_PING'],
    ['data', 'data:text/plain,x'],
    ['script', 'javascript:alert(1)'],
    ['loopback', 'http://127.0.0.1/'],
    ['decimal', 'http://2130706433/'],
    ['hex', 'http://0x7f000001/'],
    ['hex octets', 'http://0x7f.0x0.0x0.0x1/'],
    ['octal', 'http://0177.0.0.1/'],
    ['short', 'http://127.1/'],
    ['zero', 'http://0/'],
    ['full-width digits', 'http://１２７.０.０.１/'],
    ['percent-encoded', 'http://%31%32%37.0.0.1/'],
    ['private', 'http://10.1.2.3:8080/'],
    ['metadata', 'http://169.254.169.254/latest/meta-data/'],
    ['metadata, decimal', 'http://2852039166/'],
    ['metadata, by name', 'http://metadata.google.internal/computeMetadata/v1/'],
    ['IPv6 loopback', 'http://[::1]/'],
    ['IPv6 unspecified', 'http://[::]/'],
    ['IPv4-mapped', 'http://[::ffff:127.0.0.1]/'],
    ['IPv4-mapped metadata', 'http://[::ffff:a9fe:a9fe]/'],
    ['NAT64', 'http://[64:ff9b::a9fe:a9fe]/'],
    ['unique local', 'http://[fd00:ec2::254]/'],
    ['localhost', 'http://localhost/'],
    ['localhost with a dot', 'http://localhost./'],
    ['localhost in capitals', 'http://LOCALHOST/'],
    ['below localhost', 'http://a.localhost/'],
    ['name without a dot', 'http://redis:6379/'],
    ['local network', 'http://printer.local/'],
    ['user name', 'http://example.com@127.0.0.1/'],
    ['user name at a public host', 'https://user@example.com/'],
    ['password', 'https://:secret@example.com/'],
    ['backslash', 'http:\\\\127.0.0.1\\@example.com/'],
    ['ssh port', 'http://example.com:22/'],
    ['mail port', 'http://example.com:25/'],
  ])('%s: %s', (_, url) => expect(() => checkUrl(url)).toThrow(refused));

  it('does not repeat a password', () => {
    expect(() => checkUrl('https://user:secret@example.com/')).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('secret') }),
    );
  });
});

describe('hosts that are allowed', () => {
  const policy = createEgressPolicy({ allowHosts: ['MCP.internal', '127.0.0.1:8080', '[::1]'] });

  it.each([
    'http://mcp.internal/',
    'http://mcp.internal:81/',
    'http://127.0.0.1:8080/',
    'http://[::1]:9000/',
  ])('%s', (url) => expect(policy.checkUrl(url).href).toBe(url));

  it.each([
    'http://127.0.0.1/',
    'http://127.0.0.1:8081/',
    'http://other.internal/',
    'http://a.mcp.internal/',
  ])('not %s', (url) => expect(() => policy.checkUrl(url)).toThrow(refused));

  it('lets everything private pass when told so, but no other protocol and no password', () => {
    const open = createEgressPolicy({ allowPrivate: true });
    expect(open.checkUrl('http://localhost:22/').port).toBe('22');
    expect(() => open.checkUrl('file:///etc/passwd')).toThrow(refused);
    expect(() => open.checkUrl('http://a:b@localhost/')).toThrow(refused);
  });
});
