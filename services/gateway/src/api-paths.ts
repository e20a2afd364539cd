/** Which paths are of the API. All others are the dashboard's: files, and pages that the dashboard itself knows. */
const API_PATHS = ['/v1', '/mcp', '/healthz', '/readyz', '/openapi.json', '/reference', '/metrics'];

export function isApiPath(path: string): boolean {
  return API_PATHS.some((prefix) => path === prefix || path.startsWith(`${prefix}/`));
}
