/** Settings of our own servers. Only what differs from the server's defaults and why. */

export function initFlags(cluster: string, user: string, passwordFile: string, version: string): string[] {
  const locale =
    Number.parseInt(version, 10) >= 17 ? ['--locale-provider=builtin', '--locale=C.UTF-8'] : ['--locale=C'];
  return [
    `--pgdata=${cluster}`,
    `--username=${user}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--no-sync',
    ...locale,
  ];
}

function settings(values: Record<string, string>): string[] {
  return Object.entries(values).map(([name, value]) => `-c ${name}=${value}`);
}

function shared(port: number): Record<string, string> {
  return {
    listen_addresses: '127.0.0.1',
    port: String(port),
    // TCP only: a socket path can be too long or out of reach.
    unix_socket_directories: "''",
    // Four services with two pools each, and the tools that look on.
    max_connections: '300',
    shared_buffers: '128MB',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // One server without replicas: less to write ahead.
    wal_level: 'minimal',
    max_wal_senders: '0',
    max_wal_size: '2GB',
    jit: 'off',
  };
}

export function durableSettings(port: number): string[] {
  return settings(shared(port));
}

export function throwawaySettings(port: number): string[] {
  return settings({
    ...shared(port),
    fsync: 'off',
    full_page_writes: 'off',
    synchronous_commit: 'off',
    checkpoint_timeout: '1h',
  });
}
