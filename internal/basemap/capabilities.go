package basemap

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Bounds of a service's description.
const (
	maxCapabilities = 16 << 20
	maxListed       = 20_000
)

// capabilities is as much of a WMTS description as is needed: the wanted layer, and the
// tile matrix sets. Source: OGC 07-057r7.
type capabilities struct {
	layer  *capLayer
	others []string // identifiers of other layers, some of them
	sets   map[string]*capSet
	kvp    bool // GetTile is offered with parameters in the query
}

type capLayer struct {
	ID     string `xml:"Identifier"`
	Title  string `xml:"Title"`
	Styles []struct {
		Default string `xml:"isDefault,attr"`
		ID      string `xml:"Identifier"`
	} `xml:"Style"`
	Formats    []string `xml:"Format"`
	Sets       []string `xml:"TileMatrixSetLink>TileMatrixSet"`
	Dimensions []struct {
		ID      string `xml:"Identifier"`
		Default string `xml:"Default"`
	} `xml:"Dimension"`
	Resources []struct {
		Format   string `xml:"format,attr"`
		Type     string `xml:"resourceType,attr"`
		Template string `xml:"template,attr"`
	} `xml:"ResourceURL"`
	Lower string `xml:"WGS84BoundingBox>LowerCorner"`
	Upper string `xml:"WGS84BoundingBox>UpperCorner"`
}

type capSet struct {
	ID       string      `xml:"Identifier"`
	CRS      string      `xml:"SupportedCRS"`
	Matrices []capMatrix `xml:"TileMatrix"`
}

type capMatrix struct {
	ID     string  `xml:"Identifier"`
	Scale  float64 `xml:"ScaleDenominator"`
	Corner string  `xml:"TopLeftCorner"`
	Width  int     `xml:"TileWidth"`
	Height int     `xml:"TileHeight"`
	Across int64   `xml:"MatrixWidth"`
}

// readCapabilities reads a description element by element, so that a large one takes no
// more memory than the parts that are kept.
func readCapabilities(r io.Reader, layer string) (*capabilities, error) {
	limited := &io.LimitedReader{R: r, N: maxCapabilities + 1}
	c := &capabilities{sets: map[string]*capSet{}}
	dec := xml.NewDecoder(limited)
	seen, root := 0, false
	for {
		tok, err := dec.Token()
		switch {
		case limited.N <= 0:
			return nil, fmt.Errorf("its capabilities are larger than %d MiB", maxCapabilities>>20)
		case errors.Is(err, io.EOF) && root:
			return c, nil
		case err != nil:
			return nil, fmt.Errorf("its capabilities are no XML that can be read: %w", err)
		}
		el, ok := tok.(xml.StartElement)
		if !ok {
			continue
		}
		if !root && el.Name.Local != "Capabilities" {
			return nil, fmt.Errorf("its answer is no WMTS capabilities but <%s>", clip(el.Name.Local))
		}
		root = true
		if seen++; seen > maxListed {
			return nil, fmt.Errorf("its capabilities hold more than %d parts", maxListed)
		}
		if err := c.take(dec, &el, layer); err != nil {
			return nil, fmt.Errorf("its capabilities cannot be read: %w", err)
		}
	}
}

// take reads an element that matters whole.
func (c *capabilities) take(dec *xml.Decoder, el *xml.StartElement, layer string) error {
	switch el.Name.Local {
	case "Layer":
		var l capLayer
		if err := dec.DecodeElement(&l, el); err != nil {
			return err
		}
		l.ID = strings.TrimSpace(l.ID)
		if l.ID == layer {
			c.layer = &l
		} else if len(c.others) < maxNamed {
			c.others = append(c.others, clip(l.ID))
		}
	case "TileMatrixSet":
		var s capSet
		if err := dec.DecodeElement(&s, el); err != nil {
			return err
		}
		c.sets[strings.TrimSpace(s.ID)] = &s
	case "Operation":
		var op struct {
			Name string `xml:"name,attr"`
			Gets []struct {
				Encodings []string `xml:"Constraint>AllowedValues>Value"`
			} `xml:"DCP>HTTP>Get"`
		}
		if err := dec.DecodeElement(&op, el); err != nil {
			return err
		}
		for _, get := range op.Gets {
			for _, e := range get.Encodings {
				c.kvp = c.kvp || op.Name == "GetTile" && strings.EqualFold(strings.TrimSpace(e), "KVP")
			}
			c.kvp = c.kvp || op.Name == "GetTile" && len(get.Encodings) == 0
		}
	}
	return nil
}

// maxNamed is how many layers an error lists.
const maxNamed = 20
