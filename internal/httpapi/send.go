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
	encoding    string // content coding; empty = identity
	etag        string // strong, with its quotes
	lasting     bool   // the address names this very content: caches need not ask again
	content     []byte
}

// newRepresentation is content whose tag says what it is.
func newRepresentation(contentType string, content []byte) representation {
	return representation{contentType: contentType, etag: `"` + digest(content) + `"`, content: content}
}

// send answers 200, or 304 to a client that has the content.
func (s *Server) send(w http.ResponseWriter, r *http.Request, c *representation) {
	h := w.Header()
	h.Set("Cache-Control", "no-cache")
	if c.lasting {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	h.Set("ETag", c.etag)
	if matches(r.Header.Values("If-None-Match"), c.etag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Type", c.contentType)
	h.Set("Content-Length", strconv.Itoa(len(c.content)))
	if c.encoding != "" {
		h.Set("Content-Encoding", c.encoding)
	}
	if r.Method == http.MethodHead {
		w.WriteHeader(http.StatusOK)
		return
	}
	s.write(w, r, c.content)
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

// acceptsGzip tells whether an Accept-Encoding allows gzip (RFC 9110 §12.5.3): what it says
// of gzip counts, else what it says of "*", else no.
func acceptsGzip(header []string) bool {
	star := false
	for part := range strings.SplitSeq(strings.Join(header, ","), ",") {
		name, params, _ := strings.Cut(part, ";")
		switch strings.ToLower(strings.TrimSpace(name)) {
		case "gzip", "x-gzip":
			return weighs(params)
		case "*":
			star = weighs(params)
		}
	}
	return star
}

// weighs is false when a quality is 0 or cannot be read.
func weighs(params string) bool {
	if params == "" {
		return true
	}
	name, text, _ := strings.Cut(params, "=")
	q, ok := atlas.ParseNumber(strings.TrimSpace(text))
	return ok && strings.EqualFold(strings.TrimSpace(name), "q") && q > 0
}
