"""The middleware between the network and Streamlit.

It decides who may connect, how much one visitor may ask for, what the browser may do, and what visitors see when the
server is full. It also publishes the installation's health, metrics and log. Nothing here knows what the pages show.
"""
