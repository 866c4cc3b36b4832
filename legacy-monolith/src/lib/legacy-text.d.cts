export declare function pad(text: string | number, width: number): string;
export declare function padLeft(text: string | number, width: number): string;
export declare function rule(width: number): string;
export declare function csvLine(values: (string | number | null | undefined)[]): string;
