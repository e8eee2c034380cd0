package basemap

import (
	"bytes"
	"compress/gzip"
	"io"
)

// Media types of tiles. Nothing else is passed on, whatever a service calls it.
const (
	mediaPNG  = "image/png"
	mediaJPEG = "image/jpeg"
	mediaWebP = "image/webp"
	mediaMVT  = "application/vnd.mapbox-vector-tile"
)

// sniff tells what a tile is from its first bytes, and whether it is compressed with gzip;
// empty when it is nothing that the map can show.
func sniff(b []byte) (media string, zipped bool) {
	switch {
	case bytes.HasPrefix(b, []byte("\x89PNG\r\n\x1a\n")):
		return mediaPNG, false
	case bytes.HasPrefix(b, []byte("\xff\xd8\xff")):
		return mediaJPEG, false
	case len(b) > 12 && string(b[:4]) == "RIFF" && string(b[8:12]) == "WEBP":
		return mediaWebP, false
	case len(b) > 2 && b[0] == 0x1f && b[1] == 0x8b:
		zr, err := gzip.NewReader(bytes.NewReader(b))
		if err != nil {
			return "", false
		}
		var head [8]byte
		n, _ := io.ReadFull(zr, head[:]) // a short one is judged as it is
		if layerFirst(head[:n]) {
			return mediaMVT, true
		}
	case layerFirst(b):
		return mediaMVT, false
	}
	return "", false
}

// layerFirst is true of a vector tile: its first field is a layer (3, with its length).
func layerFirst(b []byte) bool { return len(b) > 2 && b[0] == 3<<3|2 }

// unzip takes gzip off, up to a limit.
func unzip(b []byte) ([]byte, error) {
	zr, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	out, err := io.ReadAll(io.LimitReader(zr, maxPlain+1))
	if err == nil && len(out) > maxPlain {
		return nil, errTooLarge
	}
	return out, err
}
