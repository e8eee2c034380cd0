package codec

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"
)

// An entry larger than bombFloor may not unpack to more than bombRatio times its size.
// Below the floor it can do no harm, and attribute tables are often mostly blanks.
const (
	bombFloor = 16 << 20
	bombRatio = 100
)

// zipShape is a Shapefile in an archive; closing it closes the archive.
type zipShape struct {
	stream
	file *os.File
}

func (z *zipShape) Close() error {
	err := z.stream.Close()
	if err2 := z.file.Close(); err == nil {
		err = err2
	}
	return err
}

// openArchive reads the list of an archive, within the limits.
func openArchive(f io.ReaderAt, size int64, b *budget) (*zip.Reader, error) {
	r, err := zip.NewReader(f, size)
	if errors.Is(err, zip.ErrInsecurePath) {
		return nil, &FileError{Kind: KindPathEscape, Message: "an entry of the archive points outside it"}
	}
	if err != nil {
		return nil, &FileError{Kind: KindTruncated, Message: "the archive is cut off or damaged", Err: err}
	}
	if len(r.File) > b.Entries {
		return nil, &FileError{Kind: KindTooLarge, Message: fmt.Sprintf("the archive has %d entries, more than %d", len(r.File), b.Entries)}
	}
	return r, nil
}

// openZip reads the Shapefile, or the KML, in an archive, which it then owns. Nothing is unpacked to
// disk; the parts are read in place.
func openZip(ctx context.Context, f *os.File, size int64, o Options, b *budget) (stream, error) {
	r, err := openArchive(f, size, b)
	if err != nil {
		return nil, err
	}
	for _, e := range r.File {
		if err := checkEntry(e); err != nil {
			return nil, err
		}
	}
	if holdsKML(r.File) {
		return readKMZ(ctx, f, r, o, b)
	}
	parts, err := chooseShape(r.File, o.Layer)
	if err != nil {
		return nil, err
	}
	archive := &archive{left: b.EntryBytes}
	p := shapeParts{layer: parts.layer}
	for _, want := range []struct {
		entry *zip.File
		part  **part
	}{{parts.shp, &p.shp}, {parts.dbf, &p.dbf}, {parts.prj, &p.prj}, {parts.cpg, &p.cpg}} {
		if want.entry == nil {
			continue
		}
		if *want.part, err = archive.part(want.entry); err != nil {
			return nil, inPlace("entry "+archiveName(want.entry.Name), err)
		}
	}
	s, err := openShape(p, o, b)
	if err != nil {
		return nil, err
	}
	return &zipShape{stream: s, file: f}, nil
}

// checkEntry refuses an archive with an entry that could escape from a folder. Nothing
// is ever written under these names, but such an archive was made to harm.
func checkEntry(e *zip.File) error {
	name := strings.ReplaceAll(e.Name, `\`, "/")
	place := "entry " + archiveName(e.Name)
	drive := len(name) > 1 && name[1] == ':'
	if strings.HasPrefix(name, "/") || drive || strings.Contains("/"+name+"/", "/../") {
		return &FileError{Kind: KindPathEscape, Place: place, Message: "points outside the archive"}
	}
	if mode := e.Mode(); mode&fs.ModeSymlink != 0 {
		return &FileError{Kind: KindPathEscape, Place: place, Message: "is a symbolic link"}
	}
	return nil
}

// zipParts are the entries of one Shapefile.
type zipParts struct {
	layer              string
	shp, dbf, prj, cpg *zip.File
}

// chooseShape finds the only Shapefile of an archive, or the one named.
func chooseShape(entries []*zip.File, layer string) (zipParts, error) {
	byStem := map[string]*zipParts{}
	var stems, names []string
	for _, e := range entries {
		name := path.Base(strings.ReplaceAll(e.Name, `\`, "/"))
		if e.FileInfo().IsDir() || strings.HasPrefix(name, "._") || strings.HasPrefix(e.Name, "__MACOSX/") {
			continue
		}
		ext := path.Ext(e.Name)
		stem := strings.TrimSuffix(e.Name, ext)
		p := byStem[strings.ToLower(stem)]
		if p == nil {
			p = &zipParts{layer: archiveName(strings.TrimSuffix(name, ext))}
			byStem[strings.ToLower(stem)] = p
		}
		switch strings.ToLower(ext) {
		case ".shp":
			p.shp = e
			stems, names = append(stems, strings.ToLower(stem)), append(names, p.layer)
		case ".dbf":
			p.dbf = e
		case ".prj":
			p.prj = e
		case ".cpg":
			p.cpg = e
		}
	}
	if len(stems) == 0 {
		return zipParts{}, noShape(entries)
	}
	return pickShape(byStem, stems, names, layer)
}

// noShape refuses an archive without a Shapefile: one that holds another is told as that.
func noShape(entries []*zip.File) error {
	for _, e := range entries {
		switch strings.ToLower(path.Ext(e.Name)) {
		case ".zip", ".kmz", ".rar", ".7z":
			return &FileError{Kind: KindUnknownFormat, Message: fmt.Sprintf("the archive holds another archive (%s), which is not read: unpack it and import each by itself", archiveName(e.Name))}
		}
	}
	return &FileError{Kind: KindUnknownFormat, Message: "the archive holds neither a Shapefile (.shp) nor a KML"}
}

func pickShape(byStem map[string]*zipParts, stems, names []string, layer string) (zipParts, error) {
	var found []string
	for i, stem := range stems {
		if layer == "" || layer == names[i] {
			found = append(found, stem)
		}
	}
	if len(found) != 1 {
		return zipParts{}, layerError(layer, names)
	}
	return *byStem[found[0]], nil
}

// archive counts what its entries claim and what they really unpack to.
type archive struct{ left int64 }

// part prepares an entry for reading under the limits.
func (a *archive) part(e *zip.File) (*part, error) {
	size, packed := e.UncompressedSize64, e.CompressedSize64
	switch {
	case e.Flags&1 != 0:
		return nil, &FileError{Kind: KindUnreadable, Message: "is encrypted"}
	case size > bombFloor && size/bombRatio > packed:
		return nil, &FileError{Kind: KindZipBomb, Message: fmt.Sprintf("unpacks %d bytes to %d", packed, size)}
	case size > uint64(a.left):
		return nil, &FileError{Kind: KindTooLarge, Message: fmt.Sprintf("unpacks to %d bytes, %d are allowed", size, a.left)}
	}
	a.left -= int64(size)
	open := func() (io.ReadCloser, error) {
		r, err := e.Open()
		if err != nil {
			return nil, &FileError{Kind: KindTruncated, Message: "is cut off or damaged", Err: err}
		}
		return &entryReader{ReadCloser: r, left: int64(size)}, nil
	}
	return &part{name: "entry " + archiveName(e.Name), size: int64(size), open: open}, nil
}

// entryReader stops an entry that unpacks to more than it claims.
type entryReader struct {
	io.ReadCloser
	left int64
}

func (r *entryReader) Read(b []byte) (int, error) {
	n, err := r.ReadCloser.Read(b)
	if r.left -= int64(n); r.left < 0 {
		return 0, &FileError{Kind: KindZipBomb, Message: "unpacks to more than it claims"}
	}
	switch {
	case errors.Is(err, zip.ErrFormat):
		return n, &FileError{Kind: KindZipBomb, Message: "unpacks to another size than it claims"}
	case errors.Is(err, zip.ErrChecksum):
		return n, &FileError{Kind: KindMalformed, Message: "is damaged: its checksum is wrong"}
	}
	return n, err
}
