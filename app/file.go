package app

// File is an uploaded file of a session, as those who may see it know it.
type File struct {
	ID   FileID `json:"fileId"`
	Name string `json:"name"`
	Type string `json:"type"` // a media type, decided by the server
	Size int64  `json:"size"` // bytes
	// Width and Height are of pictures, in pixels.
	Width  int `json:"width,omitempty"`
	Height int `json:"height,omitempty"`
}
