package httpapi

import (
	"bytes"
	"cmp"
	"compress/flate"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/redsail/redsail/geo/codec"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// Limits of bulk answers, where Config sets no others.
const (
	bulkAtOnce   = 4
	bulkPatience = 30 * time.Second
	bulkSpool    = 1 << 30
	// bulkGrace is how long they may go on while the server shuts down.
	bulkGrace = 5 * time.Second
)

const (
	ndjsonType = "application/x-ndjson"
	csvType    = "text/csv"
)

// Bulk is the other form of a POST: many lines come, and each is answered while the others
// are still coming. The answer has the media type of the body.
type Bulk struct {
	Lines []Lines
	// Params are those of the query, which the form that takes an object has none of.
	Params []Param
	Fails  Fails

	handle handler
}

// takes tells whether a request is in this form.
func (b *Bulk) takes(r *http.Request) bool {
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil && slices.Contains(b.media(), media)
}

// media are the types of its bodies.
func (b *Bulk) media() []string {
	out := make([]string, len(b.Lines))
	for i := range b.Lines {
		out[i] = b.Lines[i].Media
	}
	return out
}

// inBulk is the row as it answers its other form; nil when it has none.
func (rt *Route) inBulk() *Route {
	if rt.Bulk == nil {
		return nil
	}
	out := *rt
	out.Bulk, out.Body, out.Cost, out.lines = nil, nil, Stream, true
	out.Params, out.Fails, out.handle = rt.Bulk.Params, rt.Bulk.Fails, rt.Bulk.handle
	out.known = names(out.query())
	return &out
}

// bulkPlace is a slot among the bulk answers.
func (s *Server) bulkPlace() (leave func(), err error) {
	select {
	case s.bulks <- struct{}{}:
		return func() { <-s.bulks }, nil
	default:
		return nil, city.Errorf(city.Unavailable, "busy", "%d bulk answers run already", cap(s.bulks))
	}
}

// locateBulk answers each line of the body with a line.
func (s *Server) locateBulk(w http.ResponseWriter, r *http.Request, sent url.Values) error {
	return s.answerBulk(w, r, sent, s.bulkAsked)
}

// bulkReader reads what is asked of every line.
type bulkReader func(r *http.Request, media string, sent url.Values) (*atlas.Picture, atlas.Bulk, error)

func (s *Server) answerBulk(w http.ResponseWriter, r *http.Request, sent url.Values, asked bulkReader) error {
	// It is answered while it sends; a refusal goes out at once too, before which the body would be read else. A writer
	// that cannot, as in tests, need not.
	_ = http.NewResponseController(w).EnableFullDuplex()
	leave, err := s.bulkPlace()
	if err != nil {
		return err
	}
	defer leave()
	media, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil {
		return &badParameter{name: "Content-Type", code: unsupportedType, msg: "the type of the body cannot be read"}
	}
	if err := knownText(media, params["charset"]); err != nil {
		return err
	}
	pic, b, err := asked(r, media, sent)
	if err != nil {
		return err
	}
	f := newFlow(w, r, newSpool(s.cfg.SpoolDir, cmp.Or(s.cfg.Spool, bulkSpool)), s.bulkPatience())
	defer f.stopWith(s.stopping, bulkGrace)()
	h := w.Header()
	h.Set("Content-Type", media)
	if media == csvType {
		h.Set("Content-Type", csvType+"; charset=utf-8")
	}
	h.Set("X-Accel-Buffering", "no") // nginx keeps back what it is not told to pass on
	// That the client has gone shows in reading and writing; one that has only closed its own
	// half waits for the answer.
	ctx := context.WithoutCancel(r.Context())
	if err := f.finish(answerLines(ctx, f, r.Header.Get("Content-Encoding"), media, pic, b)); err != nil {
		return flowError{s.bulkEnd(r, err)}
	}
	return nil
}

// bulkEnd turns the error of a flow into the one to answer with.
func (s *Server) bulkEnd(r *http.Request, err error) error {
	var text *codec.FileError
	var body bodyError
	var fault *atlas.PanicError
	switch {
	case errors.Is(err, errCut) && errors.As(err, &fault):
		s.log.ErrorContext(r.Context(), "panic in a bulk answer", "what", fault.What, "at", fault.At)
		return err
	case errors.Is(err, errCut): // why is not told: the text of an error of the network holds addresses
		s.log.InfoContext(r.Context(), "a bulk answer was cut off", "code", city.CodeOf(err))
		return err
	case tooSlow(err):
		return &badParameter{code: "too_slow", msg: "for too long no byte of the body came"}
	case errors.As(err, &text):
		return &badParameter{code: "bad_body", msg: "the text of the body cannot be read: " + text.Message}
	case errors.Is(err, io.ErrClosedPipe): // the server shuts down
		return context.Canceled
	case errors.As(err, &body), errors.Is(err, io.ErrUnexpectedEOF):
		return &badParameter{code: "bad_body", msg: "the body ends before it should"}
	}
	return err
}

// answerLines reads lines from f and writes their answers to it.
func answerLines(ctx context.Context, f *flow, encoding, media string, pic *atlas.Picture, b atlas.Bulk) error {
	in, err := decoded(f, encoding)
	if err != nil {
		return err
	}
	if media == csvType {
		_, err = pic.LocateCSV(ctx, in, f, b)
	} else {
		_, err = pic.LocateNDJSON(ctx, in, f, b)
	}
	return err
}

// knownText refuses a character set that would be read as another one.
func knownText(media, charset string) error {
	known := []string{"", "utf-8", "us-ascii"}
	if media == csvType {
		known = append(known, "gb18030", "gbk", "gb2312")
	}
	if slices.Contains(known, strings.ToLower(charset)) {
		return nil
	}
	return &badParameter{name: "Content-Type", code: unsupportedType, msg: "there is no character set " + quote(charset) + " here; known are " + strings.Join(known[1:], ", ")}
}

// decoded is the body without its content coding.
func decoded(body io.Reader, encoding string) (io.Reader, error) {
	switch strings.ToLower(encoding) {
	case "", "identity":
		return notPacked(body)
	case "gzip", "x-gzip":
		z, err := gzip.NewReader(body)
		if err != nil {
			return nil, unzipped(err)
		}
		return &unzipper{z}, nil
	}
	return nil, &badParameter{name: "Content-Encoding", code: unsupportedType, msg: "the body may be plain or gzip, not " + quote(encoding)}
}

// notPacked refuses a body that begins as gzip does: no text does, and its sender has
// forgotten to say so.
func notPacked(body io.Reader) (io.Reader, error) {
	const magic = "\x1f\x8b"
	head, n := make([]byte, len(magic)), 0
	for n < len(head) {
		m, err := body.Read(head[n:])
		if n += m; errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
	}
	if string(head[:n]) == magic {
		return nil, &badParameter{name: "Content-Encoding", code: "bad_body", msg: "the body is gzip: send it with the header Content-Encoding: gzip"}
	}
	return io.MultiReader(bytes.NewReader(head[:n]), body), nil
}

// unzipper tells a body that is no gzip from one that cannot be read.
type unzipper struct{ z *gzip.Reader }

func (u *unzipper) Read(p []byte) (int, error) {
	n, err := u.z.Read(p)
	return n, unzipped(err)
}

func unzipped(err error) error {
	var corrupt flate.CorruptInputError
	if errors.Is(err, gzip.ErrHeader) || errors.Is(err, gzip.ErrChecksum) || errors.As(err, &corrupt) {
		return &badParameter{name: "Content-Encoding", code: "bad_body", msg: "the body is no whole gzip"}
	}
	return err
}

// bulkAsked reads what is asked of every line.
func (s *Server) bulkAsked(r *http.Request, media string, sent url.Values) (*atlas.Picture, atlas.Bulk, error) {
	b := atlas.Bulk{
		LonField: cmp.Or(sent.Get("lon_field"), "lon"), LatField: cmp.Or(sent.Get("lat_field"), "lat"), Prefix: sent.Get("prefix"),
		LonOption: "lon_field", LatOption: "lat_field", PrefixOption: "prefix",
		Columns: atlas.Columns(cmp.Or(sent.Get("columns"), string(atlas.ColumnsCodes))),
	}
	for _, name := range []string{"lon_field", "lat_field", "prefix"} {
		if sent.Has(name) && media != csvType {
			return nil, b, &badParameter{name: name, code: "unknown_parameter", msg: name + " is for text/csv; the members of an NDJSON line have fixed names"}
		}
	}
	var err error
	if b.CRS, err = system(sent); err != nil {
		return nil, b, err
	}
	ctx, cancel := context.WithTimeout(r.Context(), s.patience)
	defer cancel()
	pic, at, err := s.picture(r.WithContext(ctx), sent)
	if err != nil {
		return nil, b, err
	}
	if b.Kinds, err = kinds(pic, sent); err != nil {
		return nil, b, err
	}
	b.At = at
	b.Tags, err = tags(sent)
	return pic, b, err
}
