package main

import (
	"context"
	"encoding/json"

	"github.com/redsail/redsail/internal/atlas"
)

// addressed checks the options of addresses.
func (c *locateCmd) addressed() error {
	switch {
	case c.Address != "" && (c.Point != "" || c.In != ""):
		return usagef("--address is for one address; it takes neither LON,LAT nor --in")
	case c.Address != "" && (c.Out != "" || c.Prefix != "" || c.InputFormat != "auto" || c.AddressField != ""):
		return usagef("--out, --prefix, --input-format and --address-field are for --in")
	case c.Address != "" && (c.Accuracy != nil || c.Kinds != "" || c.Tags != "" || c.CRS != "wgs84"):
		return usagef("--accuracy, --kinds, --tags and --crs are for positions; --address prints where it is, in WGS-84")
	case c.AddressField != "" && c.In == "":
		return usagef("--address-field is for --in")
	case c.AddressField != "" && (c.LonField != "lon" || c.LatField != "lat" || c.CRS != "wgs84"):
		return usagef("--address-field stands for the coordinates: it goes with neither --lon-field, --lat-field nor --crs")
	}
	return nil
}

// oneAddress prints what an address means. What is not found, or may be several things, ends with exit code 1.
func (c *locateCmd) oneAddress(ctx context.Context, io streams, pic *atlas.Picture) error {
	a, err := pic.Address(ctx, atlas.AddressAsk{Text: c.Address})
	if err != nil {
		return err
	}
	enc := json.NewEncoder(io.out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(a); err != nil {
		return err
	}
	if a.Outcome != "found" {
		return errFindings
	}
	return nil
}
