/** Directory in which ip-netns(8) keeps the handles of named network namespaces. */
export const NETNS_DIRECTORY = '/run/netns';

/** Handle of a named network namespace, fit for `nsenter --net=` and setns(2). */
export const netnsHandle = (name: string): string => `${NETNS_DIRECTORY}/${name}`;
