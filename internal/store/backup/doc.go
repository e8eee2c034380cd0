// Package backup writes a store into one file and reads it back, into either store: the log of
// changes is the same in both. The file is
//
//	REDSAIL-BACKUP 1\n, then a zstd stream of frames: kind (1 byte), length (uint32 big-endian), content
//
//	M  manifest (JSON, Manifest)
//	R  a revision (JSON), followed by its entries:
//	E  the body of an entry, canonical CBOR, as it is hashed
//	K  a person's key (JSON): only in an encrypted file
//	A  a row of the accounts (JSON): only in an encrypted file
//	P  a scenario or proposal of a planner (JSON, Plan)
//	S  the sum (JSON, Sum): how many of each, and sha256 of all frames before; the last frame
//
// Encrypted, all of it stands inside an age file (age-encryption.org/v1), which is then all that can be
// read of it. A file that is cut off, changed or not in order is refused where what it holds would be other than what was backed up: the
// sum, the chain of hashes and the head in the manifest have to agree.
package backup
