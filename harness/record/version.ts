/** Version of the record. It is raised when the meaning of a field changes; fields are only ever added. */
export const RECORD_VERSION = 1;
