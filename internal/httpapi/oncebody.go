package httpapi

import (
	"bytes"
	"crypto/sha256"
	"hash"
	"mime"
	"net/http"
	"strings"
)

// bodySum is the hash by which the body of a repeated call is known. Of a form it is that of what stands
// between the lines of the boundary, which browsers make anew for each call: each piece is hashed by
// itself, so that no other division gives the same. Of any other body there is one piece.
type bodySum struct {
	delim        []byte // empty = no form
	rest         []byte // could begin a delimiter
	piece, whole hash.Hash
}

func newBodySum(r *http.Request) *bodySum {
	b := &bodySum{piece: sha256.New(), whole: sha256.New()}
	if media, params, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err == nil && strings.HasPrefix(media, "multipart/") && params["boundary"] != "" {
		b.delim = []byte("--" + params["boundary"])
	}
	return b
}

// Write never fails.
func (b *bodySum) Write(p []byte) (int, error) {
	if len(b.delim) == 0 {
		return b.piece.Write(p)
	}
	b.rest = append(b.rest, p...)
	left := b.rest
	for {
		i := bytes.Index(left, b.delim)
		if i < 0 {
			break
		}
		b.piece.Write(left[:i])
		b.end()
		left = left[i+len(b.delim):]
	}
	sure := max(0, len(left)-len(b.delim)+1)
	b.piece.Write(left[:sure])
	b.rest = append(b.rest[:0], left[sure:]...)
	return len(p), nil
}

// end closes a piece.
func (b *bodySum) end() {
	b.whole.Write(b.piece.Sum(nil))
	b.piece.Reset()
}

// sum is the hash of all that was written.
func (b *bodySum) sum() [sha256.Size]byte {
	b.piece.Write(b.rest)
	b.end()
	return [sha256.Size]byte(b.whole.Sum(nil))
}
