package httpapi

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/redsail/redsail/internal/atlas"
)

// representation is content that caches may keep, as long as they ask again.
type representation struct {
	contentType string
	media       []string // the value of Content-Type, where there is one list for all answers
	coding      coding
	etag        string // strong, with its quotes
	lasting     bool   // the address names this very content: caches need not ask again
	content     []byte
}

// newRepresentation is content whose tag says what it is.
func newRepresentation(contentType string, content []byte) representation {
	return representation{contentType: contentType, etag: `"` + digest(content) + `"`, content: content}
}

// Values of headers of many answers, never changed.
var (
	askAgain = []string{"no-cache"}
	// keptByCaller is of answers to those who are signed in, which may tell more than a stranger hears.
	keptByCaller = []string{"private, no-cache"}
	keepLong     = []string{"public, max-age=31536000, immutable"}
	varyCoding   = []string{"Accept-Encoding"}
	codingIs     = [codings][]string{codedBrotli: {"br"}, codedGzip: {"gzip"}, codedZstd: {"zstd"}}
)

// send answers 200, or 304 to a client that has the content.
func (s *Server) send(w http.ResponseWriter, r *http.Request, c *representation) {
	if s.head(w, r, c, len(c.content)) {
		s.body(w, r, c.content)
	}
}

// head writes the head of an answer of some bytes. It gives false where there is nothing more
// to write: to a client that has the content, and to one that asked for the head.
func (s *Server) head(w http.ResponseWriter, r *http.Request, c *representation, length int) bool {
	h := w.Header()
	if of := h["Cache-Control"]; len(of) != 1 || of[0] != keptByCaller[0] {
		h["Cache-Control"] = askAgain
	}
	if c.lasting {
		h["Cache-Control"] = keepLong
	}
	values := [...]string{c.etag, ""}
	h["Etag"] = values[:1:1]
	if matches(r.Header["If-None-Match"], c.etag) {
		w.WriteHeader(http.StatusNotModified)
		return false
	}
	values[1] = strconv.Itoa(length)
	h["Content-Length"] = values[1:]
	if c.media != nil {
		h["Content-Type"] = c.media
	} else {
		h["Content-Type"] = []string{c.contentType}
	}
	if c.coding != identity {
		h["Content-Encoding"] = codingIs[c.coding]
	}
	if r.Method == http.MethodHead {
		w.WriteHeader(http.StatusOK)
		return false
	}
	return true
}

// replies are buffers for answers about points, which many ask for at once.
var replies = sync.Pool{New: func() any { return new([]byte) }}

// headJSON is the value of Content-Type of most answers, never changed.
var headJSON = []string{jsonType}

// sendReply writes the answer about a point, in one piece.
func (s *Server) sendReply(w http.ResponseWriter, r *http.Request, reply *atlas.Reply) {
	buf, ok := replies.Get().(*[]byte)
	if !ok { // New makes nothing else
		buf = new([]byte)
	}
	*buf = append(reply.AppendJSON((*buf)[:0]), '\n')
	h := w.Header()
	h["Content-Type"] = headJSON
	if len(*buf) > 2000 { // of shorter ones net/http sees the length itself, and the map of headers stays small
		h["Content-Length"] = []string{strconv.Itoa(len(*buf))}
	}
	s.write(w, r, *buf)
	replies.Put(buf)
}

// digest is a hash for tags.
func digest(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:16])
}

// revisionTag is the tag of a document of a picture: it names the revision and the bytes.
func revisionTag(pic *atlas.Picture, content []byte) string {
	return `"` + strconv.FormatInt(pic.Revision, 10) + "-" + digest(content) + `"`
}

// matches is If-None-Match by weak comparison (RFC 9110 §13.1.2). No tag of ours holds a
// comma.
func matches(header []string, etag string) bool {
	for t := range strings.SplitSeq(strings.Join(header, ","), ",") {
		t = strings.TrimSpace(t)
		if t == "*" || strings.TrimPrefix(t, "W/") == etag {
			return true
		}
	}
	return false
}
