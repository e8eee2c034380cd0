package backup

import (
	"bufio"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"regexp"
	"strings"
	"time"

	"github.com/klauspost/compress/zstd"

	"github.com/redsail/redsail/internal/city"
)

const (
	// magic begins each file, or what is inside an encrypted one.
	magic = magicName + " 1\n"
	// magicName is in it whatever the version.
	magicName = "REDSAIL-BACKUP"
	// ageMagic begins an encrypted one.
	ageMagic = "age-encryption.org/"
	// maxFrame is the largest content of a frame in bytes: no shape is larger.
	maxFrame = 512 << 20
	// maxWindow bounds what a file may ask of memory to be unpacked.
	maxWindow = 64 << 20
	// keyBatch is how many keys go to a store at once.
	keyBatch = 1000
)

// The kinds of frames.
const (
	manifestFrame = 'M'
	revisionFrame = 'R'
	entryFrame    = 'E'
	keyFrame      = 'K'
	accountFrame  = 'A'
	planFrame     = 'P'
	sumFrame      = 'S'
)

// Manifest says what a backup is of.
type Manifest struct {
	// Program wrote the file, at MadeAt.
	Program string    `json:"program"`
	MadeAt  time.Time `json:"made_at"`
	// Store is gpkg or postgis.
	Store    string `json:"store"`
	StoreID  string `json:"store_id"`
	Timeline string `json:"timeline"`
	Revision int64  `json:"revision"`
	Hash     string `json:"hash"` // of the revision, hexadecimal
	// Scheme is YAML; it says whether the city is made up.
	Scheme string `json:"scheme"`
	// Keys and Accounts tell whether these are in the file.
	Keys     bool `json:"keys"`
	Accounts bool `json:"accounts"`
	// Plans tells whether the scenarios and proposals of planners are.
	Plans bool `json:"plans,omitempty"`
}

// Plan is a scenario or a proposal as it lies beside the store (city.Shelf).
type Plan struct {
	Kind   string `json:"kind"` // scenario or proposal
	Name   string `json:"name"`
	Record []byte `json:"record"`
}

// Bounds of plans.
const (
	maxPlans = 10_000
	maxPlan  = 4 << 20 // bytes of a record
)

// planWord is what kind and name of a plan are made of; they become the name of a file.
var planWord = regexp.MustCompile(`^[0-9A-Za-z]{1,64}$`)

func (p *Plan) check() error {
	if !planWord.MatchString(p.Kind) || !planWord.MatchString(p.Name) || len(p.Record) > maxPlan {
		return broken("a plan in it cannot be kept")
	}
	return nil
}

// Sum ends a backup.
type Sum struct {
	Revisions int64  `json:"revisions"`
	Entries   int64  `json:"entries"`
	Keys      int64  `json:"keys"`
	Erased    int64  `json:"erased"`
	Rows      int64  `json:"rows"`
	Plans     int64  `json:"plans,omitempty"`
	SHA256    string `json:"sha256"`
}

// revisionHead is a revision without its entries.
type revisionHead struct {
	Number     int64     `json:"number"`
	Timeline   string    `json:"timeline"`
	PrevHash   string    `json:"prev_hash"`
	Hash       string    `json:"hash"`
	Author     string    `json:"author"`
	Note       string    `json:"note"`
	RecordedAt time.Time `json:"recorded_at"`
	Entries    int       `json:"entries"`
}

// personKey has no key where the person was erased.
type personKey struct {
	Code string `json:"code"`
	Key  []byte `json:"key,omitempty"`
}

func headOf(r *city.Revision) revisionHead {
	return revisionHead{r.Number, r.Timeline, hex.EncodeToString(r.PrevHash[:]), hex.EncodeToString(r.Hash[:]), r.Author, r.Note, r.RecordedAt, r.Entries}
}

func (h *revisionHead) revision() (r city.Revision, err error) {
	r = city.Revision{Number: h.Number, Timeline: h.Timeline, Author: h.Author, Note: h.Note, RecordedAt: h.RecordedAt.UTC(), Entries: h.Entries}
	if r.PrevHash, err = digest(h.PrevHash); err == nil {
		r.Hash, err = digest(h.Hash)
	}
	return r, err
}

func digest(text string) (sum [32]byte, err error) {
	b, err := hex.DecodeString(text)
	if err != nil || len(b) != len(sum) {
		return sum, errors.New("no sha256")
	}
	return [32]byte(b), nil
}

// frames writes frames and sums them up.
type frames struct {
	zip *zstd.Encoder
	sum hash.Hash
	out io.Writer // both
}

func newFrames(w io.Writer) (*frames, error) {
	if _, err := io.WriteString(w, magic); err != nil {
		return nil, err
	}
	zip, err := zstd.NewWriter(w, zstd.WithEncoderConcurrency(1), zstd.WithEncoderCRC(true))
	if err != nil {
		return nil, err
	}
	f := &frames{zip: zip, sum: sha256.New()}
	f.out = io.MultiWriter(f.zip, f.sum)
	return f, nil
}

func (f *frames) put(kind byte, content []byte) error {
	if len(content) > maxFrame {
		return city.Errorf(city.TooLarge, "backup_too_large", "a part of the store has %d bytes, of which a backup takes %d at most", len(content), maxFrame)
	}
	head := binary.BigEndian.AppendUint32([]byte{kind}, uint32(len(content))) //nolint:gosec // bounded above
	if _, err := f.out.Write(head); err != nil {
		return err
	}
	_, err := f.out.Write(content)
	return err
}

func (f *frames) putJSON(kind byte, v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return f.put(kind, text)
}

// close writes the sum and ends the stream.
func (f *frames) close(s Sum) error {
	s.SHA256 = hex.EncodeToString(f.sum.Sum(nil))
	if err := f.putJSON(sumFrame, s); err != nil {
		return err
	}
	return f.zip.Close()
}

// unframer reads frames.
type unframer struct {
	zip *zstd.Decoder
	in  *bufio.Reader
	sum hash.Hash
	buf []byte
	// seal is nil where the file is not encrypted.
	seal *sealedBytes
}

// newUnframer reads the beginning of a file, or of what was encrypted: that is cut off or damaged where it
// cannot be read, for who knew its recipient wrote a backup. seal is nil of a file that is not.
func newUnframer(r io.Reader, seal *sealedBytes) (*unframer, error) {
	head := make([]byte, len(magic))
	n, err := io.ReadFull(r, head)
	switch {
	case err != nil && seal != nil:
		return nil, broken("%s", seal.where())
	case err != nil && strings.HasPrefix(string(head[:n]), magicName):
		return nil, broken("it is cut off or damaged at its beginning")
	case err != nil || string(head) != magic:
		return nil, city.Errorf(city.Invalid, "not_a_backup", "this is no backup of Redsail, or one of a later version")
	}
	zip, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxWindow))
	if err != nil {
		return nil, err
	}
	return &unframer{zip: zip, in: bufio.NewReaderSize(zip, 1<<16), sum: sha256.New(), seal: seal}, nil
}

// sealedPiece is how many bytes age encrypts together, with what proves them: of these it is only known that
// all are as they were written, or not.
const sealedPiece = 64<<10 + 16

// sealedBytes counts what was read of an encrypted file.
type sealedBytes struct {
	in   io.Reader
	read int64
}

func (s *sealedBytes) Read(p []byte) (int, error) {
	n, err := s.in.Read(p)
	s.read += int64(n)
	return n, err
}

// where says in which bytes of the file the piece lies that cannot be opened.
func (s *sealedBytes) where() string {
	return fmt.Sprintf("it is cut off or damaged between its bytes %d and %d, which are encrypted together: where among them is not known", max(0, s.read-sealedPiece), s.read)
}

// next reads a frame; what it gives holds until the next call. sum is that of all frames before.
func (u *unframer) next() (kind byte, content []byte, sum string, err error) {
	sum = hex.EncodeToString(u.sum.Sum(nil))
	var head [5]byte
	if _, err := io.ReadFull(u.in, head[:]); err != nil {
		return 0, nil, sum, u.cut(err)
	}
	n := int64(binary.BigEndian.Uint32(head[1:]))
	if n > maxFrame {
		return 0, nil, sum, broken("a part of it says that it has %d bytes", n)
	}
	if u.buf, err = grow(u.in, u.buf[:0], n); err != nil {
		return 0, nil, sum, u.cut(err)
	}
	u.sum.Write(head[:])
	u.sum.Write(u.buf)
	return head[0], u.buf, sum, nil
}

// grow reads n bytes and takes no more memory than bytes come.
func grow(r io.Reader, buf []byte, n int64) ([]byte, error) {
	const step = 1 << 20
	for int64(len(buf)) < n {
		have, more := len(buf), int(min(n-int64(len(buf)), step))
		buf = append(buf, make([]byte, more)...)
		if _, err := io.ReadFull(r, buf[have:]); err != nil {
			return nil, err
		}
	}
	return buf, nil
}

// ended tells whether nothing follows.
func (u *unframer) ended() error {
	if _, err := u.in.ReadByte(); !errors.Is(err, io.EOF) {
		return broken("something follows its end")
	}
	return nil
}

// cut says why reading ended early.
func (u *unframer) cut(err error) error {
	var known *city.Error
	switch {
	case errors.As(err, &known):
		return err
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return broken("it is cut off")
	}
	if u.seal != nil {
		return broken("%s", u.seal.where())
	}
	return city.Wrap(err, city.Invalid, "broken_backup", "the backup is broken: it is cut off or damaged")
}

func broken(format string, args ...any) error {
	return city.Errorf(city.Invalid, "broken_backup", "the backup is broken: "+format, args...)
}
