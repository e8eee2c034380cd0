package access

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"
	"slices"
	"strconv"
	"strings"
	"time"
)

// chainName begins what is hashed of each row, so that a hash of another use is none of these.
const chainName = "redsail audit 1"

// EntryHash is the hash of a row: SHA-256 of the name of the chain, Prev, Seq, At in microseconds,
// and every other field but Hash; a text stands behind its length, numbers are 8 bytes, big-endian.
func EntryHash(e *Entry) [32]byte {
	h := sha256.New()
	h.Write([]byte(chainName))
	h.Write(e.Prev[:])
	putNumber(h, e.Seq)
	putNumber(h, e.At.UnixMicro())
	for _, text := range []string{e.Account, string(e.Via), string(e.Action)} {
		putText(h, text)
	}
	putNumber(h, int64(len(e.Of)))
	for _, key := range e.Of {
		putText(h, key)
	}
	putText(h, e.Outcome)
	putText(h, e.Reason)
	putNumber(h, e.Revision)
	putText(h, e.Address)
	return [32]byte(h.Sum(nil))
}

func putNumber(h hash.Hash, n int64) {
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], uint64(n))
	h.Write(b[:])
}

func putText(h hash.Hash, text string) {
	putNumber(h, int64(len(text)))
	h.Write([]byte(text))
}

// Link makes a row the next of the chain behind last (nil = the first of all): Seq, Prev and Hash.
func Link(last, e *Entry) {
	e.Seq, e.Prev = 1, [32]byte{}
	if last != nil {
		e.Seq, e.Prev = last.Seq+1, last.Hash
	}
	e.At = time.UnixMicro(e.At.UnixMicro()).UTC()
	e.Hash = EntryHash(e)
}

// trimAction is that of the row that says which rows went because of their age.
const trimAction Action = "audit.trim"

// Trimmed is the row that says that all rows up to last went, with last's hash, on which the next
// one hangs.
func Trimmed(last *Entry, now time.Time) Entry {
	return Entry{
		At: now, Via: ViaCommand, Action: trimAction, Outcome: "done",
		Of: []string{"audit/" + strconv.FormatInt(last.Seq, 10), "hash/" + hex.EncodeToString(last.Hash[:])},
	}
}

// trimmed reads what Trimmed wrote; false where the row says nothing of the kind.
func trimmed(e *Entry) (seq int64, hash [32]byte, ok bool) {
	if e.Action != trimAction || len(e.Of) != 2 {
		return 0, hash, false
	}
	seq, err := strconv.ParseInt(strings.TrimPrefix(e.Of[0], "audit/"), 10, 64)
	text, herr := hex.DecodeString(strings.TrimPrefix(e.Of[1], "hash/"))
	if err != nil || herr != nil || len(text) != len(hash) {
		return 0, hash, false
	}
	return seq, [32]byte(text), true
}

// clone is a copy that shares nothing.
func (e Entry) clone() Entry {
	e.Of = slices.Clone(e.Of)
	return e
}
