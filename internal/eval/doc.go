// Package eval scores parsers and coders against gold standards. It prints
// nothing by itself and never changes a gold file.
package eval
