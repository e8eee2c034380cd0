package codec

import (
	"bufio"
	"context"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"

	"github.com/paulmach/orb"
)

// A GeoPackage is a database that somebody else made, and the library that reads it is large. A
// program may have it read in a process of its own, from a private copy, which has no rights to lose
// and limits that the system holds it to: Isolate. What is read is handed over by a pipe.

// ReaderProcess is a process that runs ServeIsolated.
type ReaderProcess struct {
	In  io.WriteCloser
	Out io.Reader
	// Stop ends the process, where it has not ended by itself, and says what it died of: a
	// *FileError of kind KindReaderDied or KindTooLarge; nil where it ended well or was stopped.
	Stop func() error
}

// startReader starts one; nil = GeoPackages are read in this process.
var startReader func(ctx context.Context, folder string) (*ReaderProcess, error)

// Isolate has all GeoPackages read by processes that start begins, with folder as their working
// folder. It is called once, when a program begins.
func Isolate(start func(ctx context.Context, folder string) (*ReaderProcess, error)) {
	startReader = start
}

// The messages of the pipe: a request, then a reply with the source, then replies with records up to
// one that is the last.
type isolatedRequest struct {
	Path    string
	Options Options
}

type isolatedReply struct {
	Source *Source
	Record *isolatedRecord
	Last   bool
	Fault  *FileError // without Err, whose text is in Message
}

type isolatedRecord struct {
	Geometry   orb.Geometry
	Properties map[string]string
	Err        *FeatureError
}

// registered makes the kinds of geometries known to the pipe, once.
var registered = sync.OnceFunc(func() {
	for _, g := range []orb.Geometry{orb.Point{}, orb.MultiPoint{}, orb.LineString{}, orb.MultiLineString{}, orb.Ring{}, orb.Polygon{}, orb.MultiPolygon{}, orb.Collection{}} {
		gob.Register(g)
	}
})

// ServeIsolated reads one request from in and writes what it asks for to out. It is what a
// ReaderProcess does.
func ServeIsolated(ctx context.Context, in io.Reader, out io.Writer) error {
	registered()
	var ask isolatedRequest
	if err := gob.NewDecoder(in).Decode(&ask); err != nil {
		return err
	}
	b := bufio.NewWriterSize(out, 64<<10)
	enc := gob.NewEncoder(b)
	err := serveIsolated(ctx, &ask, enc)
	if err != nil && !errors.Is(err, io.EOF) {
		err = enc.Encode(isolatedReply{Last: true, Fault: plainFault(err)})
	} else {
		err = enc.Encode(isolatedReply{Last: true})
	}
	return errors.Join(err, b.Flush())
}

func serveIsolated(ctx context.Context, ask *isolatedRequest, enc *gob.Encoder) (err error) {
	s, err := openGeoPackage(ctx, ask.Path, ask.Options, &budget{Limits: ask.Options.Limits, closes: ask.Options.CloseRings})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	src := s.source()
	if err := enc.Encode(isolatedReply{Source: &src}); err != nil {
		return err
	}
	for {
		r, err := s.next()
		if err != nil {
			return err
		}
		if err := enc.Encode(isolatedReply{Record: &isolatedRecord{r.geometry, r.properties, r.err}}); err != nil {
			return err
		}
	}
}

// plainFault is an error that can be sent.
func plainFault(err error) *FileError {
	var fe *FileError
	if !errors.As(err, &fe) {
		fe = &FileError{Kind: KindUnreadable, Message: "cannot be read", Err: err}
	}
	out := *fe
	if out.Err != nil {
		out.Message, out.Err = out.Message+": "+out.Err.Error(), nil
	}
	return &out
}

// isolated is a GeoPackage that another process reads.
type isolated struct {
	process *ReaderProcess
	folder  string
	dec     *gob.Decoder
	src     Source
	cancel  context.CancelFunc
}

// openIsolated copies the file into a folder that only this user may enter, and has the copy read.
func openIsolated(ctx context.Context, path string, o Options) (_ stream, err error) {
	if err := checkJournal(path); err != nil {
		return nil, err
	}
	registered()
	ctx, cancel := context.WithCancel(ctx)
	s := &isolated{cancel: cancel}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.Close())
		}
	}()
	if s.folder, err = os.MkdirTemp("", "redsail-read-*"); err != nil {
		return nil, err
	}
	private := filepath.Join(s.folder, "copy.gpkg")
	if err := copyFile(private, path, o.Limits.FileBytes); err != nil {
		return nil, err
	}
	if s.process, err = startReader(ctx, s.folder); err != nil {
		return nil, &FileError{Kind: KindReaderDied, Message: "the process that reads GeoPackages cannot be started", Err: err}
	}
	err = gob.NewEncoder(s.process.In).Encode(isolatedRequest{private, o})
	if err = errors.Join(err, s.process.In.Close()); err != nil {
		return nil, s.died(ctx, err)
	}
	s.dec = gob.NewDecoder(bufio.NewReaderSize(s.process.Out, 64<<10))
	reply, err := s.reply(ctx)
	if err != nil {
		return nil, err
	}
	if reply.Source == nil {
		return nil, s.died(ctx, io.ErrUnexpectedEOF)
	}
	s.src = *reply.Source
	return s, nil
}

// copyFile copies at most limit bytes.
func copyFile(to, from string, limit int64) error {
	src, _, err := openRegular(from, limit)
	if err != nil {
		return err
	}
	defer src.Close()
	dst, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	n, err := io.Copy(dst, io.LimitReader(src, limit+1))
	if err == nil && n > limit {
		err = &FileError{Kind: KindTooLarge, Message: fmt.Sprintf("it grew beyond the limit of %d bytes", limit)}
	}
	return errors.Join(err, dst.Close())
}

// reply reads the next message; the error is that of the file, or what the process died of.
func (s *isolated) reply(ctx context.Context) (*isolatedReply, error) {
	var r isolatedReply
	if err := s.dec.Decode(&r); err != nil {
		return nil, s.died(ctx, err)
	}
	if r.Fault != nil {
		return nil, r.Fault
	}
	return &r, nil
}

// died tells what a process ended of that did not say its last.
func (s *isolated) died(ctx context.Context, err error) error {
	stopped := s.process.Stop()
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case stopped != nil:
		return stopped
	}
	return &FileError{Kind: KindReaderDied, Message: "the process that reads GeoPackages did not say all", Err: err}
}

func (s *isolated) source() Source { return s.src }

func (s *isolated) next() (record, error) {
	r, err := s.reply(context.Background()) // Reader.Next looks at the context
	switch {
	case err != nil:
		return record{}, err
	case r.Last:
		return record{}, io.EOF
	case r.Record == nil:
		return record{}, s.died(context.Background(), io.ErrUnexpectedEOF)
	}
	return record{geometry: r.Record.Geometry, properties: r.Record.Properties, err: r.Record.Err}, nil
}

func (s *isolated) Close() error {
	s.cancel()
	if s.process != nil {
		_ = s.process.Stop() // what it died of was told by reply
	}
	if s.folder == "" {
		return nil
	}
	return os.RemoveAll(s.folder)
}
