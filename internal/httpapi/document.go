package httpapi

import (
	"bytes"
	"net/http"
	"sync"

	"github.com/klauspost/compress/gzip"
)

const (
	// worthGzip is the length from which a document is sent compressed: less fits into a packet.
	worthGzip = 1400
	// documentLevel is quick: a document is packed for each who asks.
	documentLevel = 3
)

var gzips = sync.Pool{New: func() any {
	z, err := gzip.NewWriterLevel(nil, documentLevel)
	if err != nil {
		return nil // the level is a constant: this is never so
	}
	return z
}}

// sendDocument sends a document that is made for this request, compressed where that pays and
// the client takes it.
func (s *Server) sendDocument(w http.ResponseWriter, r *http.Request, c *representation) error {
	if len(c.content) < worthGzip {
		s.send(w, r, c)
		return nil
	}
	vary(w.Header(), varyCoding)
	coding, err := chooseCoding(r.Header["Accept-Encoding"], codedGzip)
	if err != nil {
		return err
	}
	if coding == codedGzip {
		c.coding, c.etag = coding, codedTag(c.etag, coding, identity)
		if !matches(r.Header["If-None-Match"], c.etag) { // else nothing need be packed
			if c.content, err = gzipped(c.content); err != nil {
				return err
			}
		}
	}
	s.send(w, r, c)
	return nil
}

func gzipped(content []byte) ([]byte, error) {
	var out bytes.Buffer
	z, ok := gzips.Get().(*gzip.Writer)
	if !ok {
		z = gzip.NewWriter(nil)
	}
	defer gzips.Put(z)
	z.Reset(&out)
	if _, err := z.Write(content); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
