package streets

import (
	"bufio"
	"bytes"
	"compress/zlib"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/redsail/redsail/geo/codec"
)

// Limits of the format (OSM wiki, PBF Format).
const (
	maxBlobHeader = 64 << 10
	maxBlob       = 32 << 20
)

// pbf reads the blobs of an OSM PBF file.
type pbf struct {
	r    *bufio.Reader
	data *osmData
	n    int // blobs read
	raw  []byte
	// stamp of the block, scratch
	block pbfBlock
}

// readOSMPBF reads a whole file. Blobs are decoded one by one: reading is not what takes the
// time of an import.
func readOSMPBF(ctx context.Context, r io.Reader, l Limits) (*Network, error) {
	p := &pbf{r: bufio.NewReaderSize(r, 1<<20), data: newOSMData(l)}
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		kind, content, err := p.blob()
		if errors.Is(err, io.EOF) && p.n > 0 {
			return osmLines(p.data, "osm_pbf"), nil
		}
		if err != nil {
			return nil, p.fault(err)
		}
		switch {
		case p.n == 0 && kind != "OSMHeader":
			return nil, malformed(p.place(), "it begins with a blob %.40q, not with OSMHeader", kind)
		case kind == "OSMHeader":
			err = header(content)
		case kind == "OSMData":
			err = p.block.read(content, p.data)
		}
		if err != nil {
			return nil, p.fault(err)
		}
		p.n++
	}
}

func (p *pbf) place() string { return fmt.Sprintf("blob %d", p.n+1) }

// fault names the blob in an error that does not name its place.
func (p *pbf) fault(err error) error {
	var fe *codec.FileError
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return &codec.FileError{Kind: codec.KindTruncated, Place: p.place(), Message: "the file ends in the middle of it"}
	case errors.As(err, &fe):
		if fe.Place == "" {
			fe.Place = p.place()
		} else {
			fe.Place = p.place() + ", " + fe.Place
		}
		return fe
	case errors.Is(err, errWire):
		return malformed(p.place(), "%v", err)
	}
	return err
}

// blob reads the next blob; io.EOF when there is none.
func (p *pbf) blob() (kind string, content []byte, err error) {
	var size [4]byte
	if n, err := io.ReadFull(p.r, size[:]); err != nil {
		if n > 0 {
			err = io.ErrUnexpectedEOF
		}
		return "", nil, err
	}
	n := binary.BigEndian.Uint32(size[:])
	if n > maxBlobHeader {
		return "", nil, malformed("", "its header claims %d bytes; the format allows %d", n, maxBlobHeader)
	}
	head, err := p.take(int(n))
	if err != nil {
		return "", nil, err
	}
	datasize := uint64(0)
	for w := (wire{b: head}); ; {
		more, err := w.next()
		if err != nil {
			return "", nil, err
		}
		if !more {
			break
		}
		switch w.field {
		case 1:
			kind = string(w.bytes)
		case 3:
			datasize = w.num
		}
	}
	if datasize > maxBlob {
		return "", nil, malformed("", "it claims %d bytes; the format allows %d", datasize, maxBlob)
	}
	body, err := p.take(int(datasize))
	if err != nil {
		return "", nil, err
	}
	content, err = p.unpack(body)
	return kind, content, err
}

// take reads so many bytes; memory grows with what is really there.
func (p *pbf) take(n int) ([]byte, error) {
	var b bytes.Buffer
	if _, err := io.CopyN(&b, p.r, int64(n)); err != nil {
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		return nil, err
	}
	return b.Bytes(), nil
}

// unpack gives the content of a blob, plain or packed with zlib.
func (p *pbf) unpack(blob []byte) ([]byte, error) {
	var plain, packed []byte
	size, other := uint64(0), ""
	for w := (wire{b: blob}); ; {
		more, err := w.next()
		if err != nil {
			return nil, err
		}
		if !more {
			break
		}
		switch w.field {
		case 1:
			plain = w.bytes
		case 2:
			size = w.num
		case 3:
			packed = w.bytes
		case 4, 5, 6, 7:
			other = [...]string{"LZMA", "bzip2", "LZ4", "Zstandard"}[w.field-4]
		}
	}
	switch {
	case other != "":
		return nil, &codec.FileError{Kind: codec.KindUnknownFormat, Message: "it is packed with " + other + "; only zlib is read (osmium cat -f pbf,pbf_compression=zlib)"}
	case packed == nil:
		return plain, nil
	case size > maxBlob:
		return nil, malformed("", "it claims to unpack to %d bytes; the format allows %d", size, maxBlob)
	}
	z, err := zlib.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, malformed("", "it does not unpack: %v", err)
	}
	b := bytes.NewBuffer(p.raw[:0])
	n, err := io.Copy(b, io.LimitReader(z, int64(size)+1))
	switch {
	case err != nil:
		return nil, malformed("", "it does not unpack: %v", err)
	case n != int64(size):
		return nil, malformed("", "it claims to unpack to %d bytes and does not", size)
	}
	p.raw = b.Bytes()
	return p.raw, nil
}

// known are the features of the format that this reader has.
var known = map[string]bool{"OsmSchema-V0.6": true, "DenseNodes": true}

// header refuses files that need what is not read here.
func header(b []byte) error {
	for w := (wire{b: b}); ; {
		more, err := w.next()
		if err != nil || !more {
			return err
		}
		if w.field == 4 && !known[string(w.bytes)] {
			return &codec.FileError{Kind: codec.KindUnknownFormat, Message: fmt.Sprintf("it needs the feature %.60q, which is not read", w.bytes)}
		}
	}
}
