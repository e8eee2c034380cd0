package data

import (
	"embed"
	"io/fs"
)

//go:embed demo/*.csv
var demo embed.FS

// Demo is the recipe of the made-up demo city: its sizes and its stock of names.
func Demo() fs.FS {
	sub, err := fs.Sub(demo, "demo")
	if err != nil { // a constant, valid name: it cannot fail
		return demo
	}
	return sub
}
