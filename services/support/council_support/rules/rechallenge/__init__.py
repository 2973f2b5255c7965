"""The provisions of 再チャレンジ支援 (基本要領 第二章第6)."""
